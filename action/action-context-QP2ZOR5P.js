import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);
import{a as t}from"./chunk-HZM6JBM2.js";import"./chunk-HMEETZP5.js";var o=new t;export{o as context};
